package org.exeunt.api.plugin;

/** The version of this api. A plugin is rejected when chosen if the manifest of its jar names another version. */
public final class ApiVersion {
    /** The current version. Before 1.0, every other version is incompatible. */
    public static final String CURRENT = "0.3";

    private ApiVersion() {}
}
