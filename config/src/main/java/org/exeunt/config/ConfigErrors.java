package org.exeunt.config;

import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;

/** Error codes of configurations; {@code docs/errors.md} lists the cause and remedy of each. */
public final class ConfigErrors {
    /** Keys are unknown or missing, or values are not allowed. */
    public static final ErrorCode PROBLEMS = ErrorCategory.CONFIG.code(1);

    /** The text is not JSON. */
    public static final ErrorCode SYNTAX = ErrorCategory.CONFIG.code(2);

    /** The file does not exist. */
    public static final ErrorCode MISSING_FILE = ErrorCategory.CONFIG.code(3);

    /** The path is not a regular file, or the file may not be read. */
    public static final ErrorCode UNREADABLE_FILE = ErrorCategory.CONFIG.code(4);

    /** The text is larger or nested deeper than allowed. */
    public static final ErrorCode OVERSIZED = ErrorCategory.CONFIG.code(5);

    /** The options record of a plugin is defective; the configuration is not at fault. */
    public static final ErrorCode FAULTY_OPTIONS = ErrorCategory.PLUGIN.code(5);

    private ConfigErrors() {}
}
