"""How much there is."""

from ckanext.govopen.national.source import Fields, Source


def step(source: Source) -> Fields:
    """Rows and bytes as the portal counts them; files and interfaces are counted by the resources themselves."""
    volume, files = source.record.volume, source.record.files
    if volume.files is not None and volume.files > len(files):
        source.report("fewer-files", declared=volume.files, found=len(files))
    return {"record_count": volume.rows, "byte_size": volume.bytes}
