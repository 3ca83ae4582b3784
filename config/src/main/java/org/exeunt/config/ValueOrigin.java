package org.exeunt.config;

/** Who said what an option is. */
public enum ValueOrigin {
    /** The configuration file. */
    FILE,
    /** An override of the command line. */
    OVERRIDE,
    /** The chosen preset of the plugin. */
    PRESET,
    /** Nobody: it is the option's default. */
    DEFAULT;

    boolean isWritten() {
        return this == FILE || this == OVERRIDE;
    }
}
