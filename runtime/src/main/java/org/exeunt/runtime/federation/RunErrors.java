package org.exeunt.runtime.federation;

import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/** The codes of what can go wrong in a run; {@code docs/errors.md} has cause and remedy of each. */
public final class RunErrors {
    /** Sections of a configuration do not fit each other or the data. */
    public static final ErrorCode MISFIT = ErrorCategory.CONFIG.code(20);

    /** A plugin refuses its options. */
    public static final ErrorCode REFUSED_OPTIONS = ErrorCategory.CONFIG.code(21);

    /** A plugin threw, or broke its contract. */
    public static final ErrorCode BROKEN_PLUGIN = ErrorCategory.PLUGIN.code(20);

    /** A client's update is not finite; the run goes on without it. */
    public static final ErrorCode NOT_FINITE = ErrorCategory.NUMERIC.code(1);

    /** Too few updates of a round can be used. */
    public static final ErrorCode TOO_FEW_UPDATES = ErrorCategory.NUMERIC.code(2);

    /** What the server publishes, or a personal model answers, is not finite. */
    public static final ErrorCode DIVERGED = ErrorCategory.NUMERIC.code(3);

    /** Somebody asked for the end. */
    public static final ErrorCode STOPPED = ErrorCategory.STOPPED.code(1);

    /** The checkpoint to go on from is of another run. */
    public static final ErrorCode OTHER_CHECKPOINT = ErrorCategory.DATA.code(27);

    private RunErrors() {}

    /** Returns the failure of a command whose process has not enough memory. */
    public static ExeuntException outOfMemory(OutOfMemoryError cause) {
        return new ExeuntException(
                ErrorCategory.RESOURCE.code(22),
                "Not enough memory: %s. Give the process more, by EXEUNT_JAVA_OPTS=-Xmx8g or the like."
                        .formatted(cause.getMessage()),
                cause);
    }
}
