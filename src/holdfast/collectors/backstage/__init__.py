"""Written next by its owner."""

from holdfast.collectors.interface import Collector, Summary

COLLECTOR = Collector(source="backstage", title="backstage", tables=(), collect=lambda request, sink: Summary(0, 0))
