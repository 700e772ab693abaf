"""The console: a Django project above the pipeline, the only place where Django is imported."""
