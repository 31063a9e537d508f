"""The kinds of sheet that are understood; the special ones first, the general one last."""

from ingest.mapping import Source
from ingest.sources.cnipa_export import CNIPA_EXPORT
from ingest.sources.cnipr import CNIPR
from ingest.sources.demand_form import DEMAND_FORM
from ingest.sources.demand_sheet import DEMAND_SHEET
from ingest.sources.figure_sheet import FIGURE_SHEET
from ingest.sources.incopat import INCOPAT
from ingest.sources.innojoy import INNOJOY
from ingest.sources.know_how_sheet import KNOW_HOW_SHEET
from ingest.sources.patent_sheet import PATENT_SHEET
from ingest.sources.patsnap import PATSNAP
from ingest.sources.product_sheet import PRODUCT_SHEET
from ingest.sources.stock_sheet import STOCK_SHEET
from ingest.sources.wanfang import WANFANG
from ingest.sources.white_list_sheet import WHITE_LIST_SHEET
from models.enums import ImportKind

SOURCES: dict[ImportKind, tuple[Source, ...]] = {
    ImportKind.PATENTS: (
        CNIPA_EXPORT,
        STOCK_SHEET,
        INCOPAT,
        PATSNAP,
        INNOJOY,
        WANFANG,
        CNIPR,
        PATENT_SHEET,
    ),
    ImportKind.DEMANDS: (DEMAND_FORM, DEMAND_SHEET),
    ImportKind.KNOW_HOW: (KNOW_HOW_SHEET,),
    ImportKind.FIGURES: (FIGURE_SHEET,),
    ImportKind.PRODUCTS: (PRODUCT_SHEET,),
    ImportKind.WHITE_LIST: (WHITE_LIST_SHEET,),
}
