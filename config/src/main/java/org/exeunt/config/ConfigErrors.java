package org.exeunt.config;

import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;

/** The codes of what can be wrong with a configuration; {@code docs/errors.md} has cause and remedy of each. */
public final class ConfigErrors {
    /** Values or keys are not what the options allow. */
    public static final ErrorCode PROBLEMS = ErrorCategory.CONFIG.code(1);

    /** The text is not JSON. */
    public static final ErrorCode SYNTAX = ErrorCategory.CONFIG.code(2);

    /** There is no such file. */
    public static final ErrorCode MISSING_FILE = ErrorCategory.CONFIG.code(3);

    /** It is no file, or may not be read. */
    public static final ErrorCode UNREADABLE_FILE = ErrorCategory.CONFIG.code(4);

    /** The text is longer or nested deeper than any configuration is. */
    public static final ErrorCode OVERSIZED = ErrorCategory.CONFIG.code(5);

    /** The options record of a plugin is at fault, not the configuration. */
    public static final ErrorCode FAULTY_OPTIONS = ErrorCategory.PLUGIN.code(5);

    private ConfigErrors() {}
}
