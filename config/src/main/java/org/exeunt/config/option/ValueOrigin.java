package org.exeunt.config.option;

/** Where the value of an option comes from. */
public enum ValueOrigin {
    /** The configuration file. */
    FILE,
    /** A command-line override. */
    OVERRIDE,
    /** The default of an option that depends on the preset of the plugin. */
    PRESET,
    /** The default of any other option. */
    DEFAULT;

    boolean isWritten() {
        return this == FILE || this == OVERRIDE;
    }
}
