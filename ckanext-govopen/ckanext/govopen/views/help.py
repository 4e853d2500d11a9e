"""What may be typed into the search box, for everybody."""

from flask import Blueprint

from ckan.plugins import toolkit as tk
from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facets import facets
from ckanext.govopen.search.query.short import TAG

govopen_help = Blueprint("govopen_help", __name__)

TYPED = (
    (
        ("公园", "树木 公园"),
        N_(
            "Datasets with all these words in the title, description, tags, data items, department or place. Order and spaces "
            "do not count, nor do traditional characters and full-width letters."
        ),
    ),
    (("泸州 公园", "公园泸州"), N_("A topic and a place, in any order. Datasets of the place itself come first.")),
    (("市教育局", "卫健委"), N_("Departments by their full, short or former name.")),
    (("2021年 学校", "2018-2020 财政"), N_("Datasets of a year, or of any year of a span.")),
    (("gongjijin", "gjj"), N_("Titles by pinyin or by its initials.")),
    (("schools in Luzhou",), N_("Common English words, with places by their pinyin.")),
    (("哪里可以查到养老机构",), N_("A question in a sentence: words that only ask are left out.")),
)
"""Examples of what is typed, and what it finds."""
SIGNS = (
    (("公园 -绿地",), N_("Without the datasets that have this word; NOT does the same.")),
    (("公园 -csv", "公园 -格式:csv", "公园 -2021年"), N_("Without a format, the values of a filter, or a year.")),
    (("除泰州外的医院", "医院 不含泰州"), N_("The datasets of other places.")),
    (("医院 OR 诊所", "公园或医院", "公园、医院"), N_("Any of the two.")),
    (("泰州和宜宾的医院",), N_("The datasets of either place.")),
    (("宜宾 公园 OR 医院", "(公园 OR 医院) 宜宾"), N_("The place holds for both.")),
    (("部门:教育局 OR 格式:csv",), N_("What any of the filters lets through.")),
)
FILTERS = ("年份:2021 公园", "部门:教育局 学校", "格式:csv,xlsx 公园")


@govopen_help.route("/search/help")
def index() -> str:
    """The page."""
    known = [(tk._(facet.title), facet.words, facet.example) for facet in facets()]
    filters = [*known, (tk._("Tags"), (TAG,), "")]
    return tk.render("govopen/search_help.html", {"typed": TYPED, "signs": SIGNS, "filters": filters, "samples": FILTERS})
