package org.exeunt.api.plugin;

/** The version of this api; plugins whose jar states another one in its manifest are refused when chosen. */
public final class ApiVersion {
    /** The version plugins are compiled for. Before 1.0 any difference is incompatible. */
    public static final String CURRENT = "0.1";

    private ApiVersion() {}
}
