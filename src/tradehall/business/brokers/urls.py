"""Addresses of the broker's pages."""

from django.urls import path

from tradehall.business.brokers import views

urlpatterns = [path("commission/", views.commission, name="commission")]
