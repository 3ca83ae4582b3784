package org.exeunt.datasets.files;

import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;

/** What can be wrong with the files of a data set; one code a kind of failure, whatever the format. */
public final class DataErrors {
    /** The folder is missing. */
    public static final ErrorCode NO_FOLDER = DatasetSource.ABSENT;
    /** A file is missing, or there is a file in place of a folder. */
    public static final ErrorCode NO_FILE = ErrorCategory.DATA.code(11);
    /** A file cannot be read, or not be unpacked. */
    public static final ErrorCode UNREADABLE = ErrorCategory.DATA.code(12);
    /** A file holds nothing. */
    public static final ErrorCode EMPTY = ErrorCategory.DATA.code(13);
    /** A file has another length than its records need. */
    public static final ErrorCode TRUNCATED = ErrorCategory.DATA.code(14);
    /** A label is no class of the data set. */
    public static final ErrorCode WRONG_LABEL = ErrorCategory.DATA.code(15);
    /** The names of the classes cannot be used. */
    public static final ErrorCode CLASS_NAMES = ErrorCategory.DATA.code(16);
    /** A file is of another format, or an image of another size. */
    public static final ErrorCode FOREIGN = ErrorCategory.DATA.code(17);
    /** A file that should be text is not UTF-8. */
    public static final ErrorCode NOT_TEXT = ErrorCategory.DATA.code(18);
    /** A line or row of a text file is not built as expected. */
    public static final ErrorCode WRONG_LINE = ErrorCategory.DATA.code(19);
    /** Two files contradict each other. */
    public static final ErrorCode CONTRADICTION = ErrorCategory.DATA.code(20);

    /** An input from outside the data set cannot be read, or is of another form. */
    public static final ErrorCode INPUT = ErrorCategory.DATA.code(40);

    private DataErrors() {}
}
