package org.exeunt.datasets.files;

import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;

/** Error codes for the files of a data set: one per kind of failure, for all formats. */
public final class DataErrors {
    /** The folder does not exist. */
    public static final ErrorCode NO_FOLDER = DatasetSource.ABSENT;
    /** A file is missing, or a file exists where a folder is expected. */
    public static final ErrorCode NO_FILE = ErrorCategory.DATA.code(11);
    /** A file cannot be read or decompressed. */
    public static final ErrorCode UNREADABLE = ErrorCategory.DATA.code(12);
    /** A file has no content or no records. */
    public static final ErrorCode EMPTY = ErrorCategory.DATA.code(13);
    /** The length of a file does not match its records. */
    public static final ErrorCode TRUNCATED = ErrorCategory.DATA.code(14);
    /** A label is not a class of the data set. */
    public static final ErrorCode WRONG_LABEL = ErrorCategory.DATA.code(15);
    /** The class names are invalid. */
    public static final ErrorCode CLASS_NAMES = ErrorCategory.DATA.code(16);
    /** A file has another format, or an image another size. */
    public static final ErrorCode FOREIGN = ErrorCategory.DATA.code(17);
    /** A file that should be text is not UTF-8. */
    public static final ErrorCode NOT_TEXT = ErrorCategory.DATA.code(18);
    /** A line or row of a text file is malformed. */
    public static final ErrorCode WRONG_LINE = ErrorCategory.DATA.code(19);
    /** Two files contradict each other. */
    public static final ErrorCode CONTRADICTION = ErrorCategory.DATA.code(20);

    /** The files of a user's own data set have another form than its options describe. */
    public static final ErrorCode OWN_FILES = ErrorCategory.DATA.code(38);
    /** A user's own data set does not fit into memory. */
    public static final ErrorCode TOO_LARGE = ErrorCategory.DATA.code(39);

    /** An input file for prediction cannot be read, or has another format. */
    public static final ErrorCode INPUT = ErrorCategory.DATA.code(40);

    private DataErrors() {}
}
