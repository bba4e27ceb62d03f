"""The dashboard: the platform in a browser, server-rendered, through the same control plane."""
