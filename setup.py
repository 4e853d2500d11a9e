"""Packages of both trees, the data that travels in the wheel, and the entry points."""

from setuptools import find_packages, setup

GOVOPEN = "ckanext-govopen"

TOOL = [
    "click",
    "httpcore",
    "httpx",
    "libarchive-c",
    "Jinja2",
    "lxml",
    "msgspec",
    "olefile",
    "OpenCC",
    "orjson",
    "polars",
    "protego",
    "pypdfium2",
    "pypinyin",
    "python-calamine",
    "python-magic",
    "PyYAML",
    "rjieba",
    "selectolax",
    "tenacity",
    "XlsxWriter",
]
DEV = [
    "Faker",
    "axe-playwright-python",
    "build",
    "duckdb",
    "frictionless",
    "hypothesis",
    "import-linter",
    "lxml-stubs",
    "mypy",
    "playwright",
    "pytest",
    "pytest-factoryboy",
    "pytest-timeout",
    "ruff",
    "types-PyYAML",
    "xlrd",
]
PORTAL = ["ckan[requirements]==2.12.0", "ckanext-scheming==3.1.0", "gunicorn", "rdflib", "supervisor"]
SANDBOX = ["openpyxl", "xlwt"]

setup(
    packages=[
        *find_packages(".", include=["harvesters", "harvesters.*"]),
        *[f"ckanext.{name}" for name in find_packages(f"{GOVOPEN}/ckanext", include=["govopen", "govopen.*"])],
    ],
    package_dir={"ckanext": f"{GOVOPEN}/ckanext", "harvesters": "harvesters"},
    package_data={
        "ckanext.govopen": [
            "*.yaml",
            "assets/**/*",
            "defaults/**/*",
            "i18n/**/*",
            "migration/**/*",
            "public/**/*",
            "templates/**/*",
        ],
    },
    install_requires=TOOL,
    extras_require={"portal": PORTAL, "sandbox": SANDBOX, "dev": DEV},
    entry_points={
        "console_scripts": ["govopen = ckanext.govopen.tool:main"],
        "ckan.plugins": ["govopen = ckanext.govopen.plugin:GovopenPlugin"],
    },
)
