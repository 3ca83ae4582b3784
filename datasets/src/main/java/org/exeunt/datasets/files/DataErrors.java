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
    /** A file is empty, is too large, or cannot be read or decompressed. */
    public static final ErrorCode UNREADABLE = ErrorCategory.DATA.code(12);
    /** A file is damaged, has another format, or contradicts another file. */
    public static final ErrorCode INVALID = ErrorCategory.DATA.code(13);

    /** The files of a user's own data set have another form than its options describe. */
    public static final ErrorCode OWN_FILES = ErrorCategory.DATA.code(38);
    /** A user's own data set does not fit into memory. */
    public static final ErrorCode TOO_LARGE = ErrorCategory.DATA.code(39);

    /** An input file for prediction cannot be read, or has another format. */
    public static final ErrorCode INPUT = ErrorCategory.DATA.code(40);

    private DataErrors() {}
}
