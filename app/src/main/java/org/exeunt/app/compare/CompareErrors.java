package org.exeunt.app.compare;

import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;

/** Error codes of comparisons. */
public final class CompareErrors {
    /**
     * The file of a comparison has invalid keys or values, describes invalid runs or methods on different data, or
     * lacks what is selected.
     */
    public static final ErrorCode PROBLEMS = ErrorCategory.CONFIG.code(60);

    /** Some runs of a comparison failed. */
    public static final ErrorCode RUNS_FAILED = ErrorCategory.RESOURCE.code(60);

    /** A report was requested before any run was finished. */
    public static final ErrorCode NOTHING_FINISHED = ErrorCategory.DATA.code(60);

    /** Methods are to be tuned, but no client has validation examples. */
    public static final ErrorCode NO_VALIDATION = ErrorCategory.CONFIG.code(61);

    /** Every candidate by which a method is tuned diverged. */
    public static final ErrorCode ALL_DIVERGED = ErrorCategory.NUMERIC.code(60);

    /** Runs cannot be compared: their data differ, one would count twice, or two methods would have one name. */
    public static final ErrorCode NOT_COMPARABLE = ErrorCategory.CONFIG.code(63);

    /** The file describes one run although a comparison is expected, or the reverse. */
    public static final ErrorCode OTHER_KIND = ErrorCategory.CONFIG.code(8);

    private CompareErrors() {}
}
