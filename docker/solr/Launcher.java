/* The search server: Solr's own web application on a small embedded Jetty, one source file, nothing to compile or unpack.
 *
 *   mvn -q -f docker/solr/pom.xml dependency:copy-dependencies -DoutputDirectory=LIB
 *   mkdir -p DIR/ckan && echo '<solr/>' > DIR/solr.xml && echo name=ckan > DIR/ckan/core.properties && cp -r config/solr/conf DIR/ckan/conf
 *   java -Xmx1g -cp "LIB/*" docker/solr/Launcher.java --port N --home DIR
 *
 * DIR holds solr.xml and one folder for every core (core.properties, conf/; the index grows in data/). The server listens on
 * 127.0.0.1 only, has no sign-in, and answers http://127.0.0.1:N/solr/ckan/admin/ping once the core is loaded. SIGTERM closes
 * the cores and ends it. Exit 2: wrong call. Exit 3: the port is taken. Log lines from level WARN go to stdout. */
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Properties;
import javax.servlet.DispatcherType;
import javax.servlet.http.HttpServlet;
import org.apache.solr.servlet.CoreContainerProvider;
import org.apache.solr.servlet.SolrDispatchFilter;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
public class Launcher {
    public static void main(String[] args) throws Exception {
        int port = 0;
        Path home = Path.of("");
        for (int i = 0; i + 1 < args.length; i += 2) {
            if (args[i].equals("--port")) port = Integer.parseInt(args[i + 1]);
            if (args[i].equals("--home")) home = Path.of(args[i + 1]).toAbsolutePath();
        }
        if (port == 0 || !Files.isRegularFile(home.resolve("solr.xml")))
            fail(2, "call: Launcher.java --port N --home DIR, where DIR holds solr.xml");
        settings(home);
        Server server = new Server();
        server.addConnector(connector(server, port));
        server.setHandler(solr(home));
        server.setStopAtShutdown(true);  // SIGTERM
        try {
            server.start();
        } catch (IOException e) {
            fail(3, "cannot listen on 127.0.0.1:" + port + ": " + e.getMessage());
        }
        server.join();
    }

    /** Set before the first Solr class is loaded; remote and body streams are off by default. */
    private static void settings(Path home) {
        System.setProperty("log4j2.level", System.getProperty("log4j2.level", "WARN"));
        System.setProperty("solr.log.dir", home.resolve("logs").toString());  // asked for, never written
        System.setProperty("disable.configEdit", "true");
    }

    private static ServerConnector connector(Server server, int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(64 * 1024);  // long queries sent by GET
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        return connector;
    }

    private static ServletContextHandler solr(Path home) {
        ServletContextHandler context = new ServletContextHandler(null, "/solr");
        context.setAttribute("solr.solr.home", home.toString());
        context.setAttribute("solr.properties", new Properties());
        context.addEventListener(new CoreContainerProvider());
        context.addFilter(SolrDispatchFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new HttpServlet() {}), "/");  // what the filter leaves: an error answer
        return context;
    }

    private static void fail(int code, String message) {
        System.err.println("solr: " + message);
        System.exit(code);
    }
}
