package org.exeunt.runtime.federation;

import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;

/** Error codes of runs; {@code docs/errors.md} describes cause and remedy of each. */
public final class RunErrors {
    /** Sections of a configuration contradict each other or the data. */
    public static final ErrorCode INCONSISTENT = ErrorCategory.CONFIG.code(20);

    /** An example that a data set plugin returns is wrong, or a name. */
    public static final ErrorCode WRONG_DATA = ErrorCategory.DATA.code(43);

    /** A client's update is not finite; the run continues without it. */
    public static final ErrorCode NOT_FINITE = ErrorCategory.NUMERIC.code(1);

    /** Too few updates of a round are usable, for other reasons than divergence. */
    public static final ErrorCode TOO_FEW_UPDATES = ErrorCategory.NUMERIC.code(2);

    /**
     * Training diverged: the state of the server, a download or the output of a personal model is not finite, or an
     * update is not and too few others are usable.
     */
    public static final ErrorCode DIVERGED = ErrorCategory.NUMERIC.code(3);

    /** A training loss that is finite, but far above that of a guess; a warning. */
    public static final ErrorCode LARGE_LOSS = ErrorCategory.NUMERIC.code(4);

    /** The run was stopped on request. */
    public static final ErrorCode STOPPED = ErrorCategory.STOPPED.code(1);

    private RunErrors() {}
}
