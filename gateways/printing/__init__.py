"""Printing the registration form and the admission ticket (Instructions II(7), II(8)): the port ``Printer``."""

from gateways.printing.fonts import FontSet, RareFont
from gateways.printing.printer import TypstPrinter

__all__ = ["FontSet", "RareFont", "TypstPrinter"]
