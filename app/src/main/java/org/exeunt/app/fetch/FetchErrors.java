package org.exeunt.app.fetch;

import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;

/** Error codes of downloads. */
final class FetchErrors {
    /** The catalogue has no such data set. */
    static final ErrorCode UNKNOWN = ErrorCategory.CONFIG.code(50);
    /** The catalogue cannot be read. */
    static final ErrorCode CATALOGUE = ErrorCategory.CONFIG.code(51);
    /** The given address or checksum does not fit the data set. */
    static final ErrorCode REQUEST = ErrorCategory.CONFIG.code(52);
    /** The downloaded file is not the published one. */
    static final ErrorCode CHECKSUM = ErrorCategory.DATA.code(50);
    /** The archive cannot be unpacked, or does not contain the data set. */
    static final ErrorCode ARCHIVE = ErrorCategory.DATA.code(52);
    /** The address cannot be reached, or does not return the file. */
    static final ErrorCode NETWORK = ErrorCategory.RESOURCE.code(50);
    /** Another process downloads the same data set. */
    static final ErrorCode BUSY = ErrorCategory.RESOURCE.code(20);

    private FetchErrors() {}
}
