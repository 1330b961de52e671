"""Figures in templates: money, prices, rates, dates and market times as people read them."""

from django import template

from tradehall.business import labels, words

register = template.Library()
register.filter("money", words.money)
register.filter("signed_money", words.signed_money)
register.filter("price", words.price)
register.filter("quantity", words.quantity)
register.filter("percent", words.percent)
register.filter("trading_date", words.trading_date)
register.filter("market_time", words.market_time)
register.filter("result_words", words.result_words)
register.filter("house_kind", labels.house_kind)
