package org.exeunt.app.fetch;

import java.io.IOException;
import java.nio.file.Path;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/** What can go wrong with fetching a data set. */
final class FetchErrors {
    /** The catalogue has no such data set. */
    static final ErrorCode UNKNOWN = ErrorCategory.CONFIG.code(50);
    /** The catalogue cannot be read. */
    static final ErrorCode CATALOGUE = ErrorCategory.CONFIG.code(51);
    /** Address or checksum do not go with the data set. */
    static final ErrorCode REQUEST = ErrorCategory.CONFIG.code(52);
    /** What came is not what was published. */
    static final ErrorCode CHECKSUM = ErrorCategory.DATA.code(50);
    /** An archive that would write where it must not, or more than it may. */
    static final ErrorCode HOSTILE = ErrorCategory.DATA.code(51);
    /** An archive that cannot be read, or does not hold the data set. */
    static final ErrorCode ARCHIVE = ErrorCategory.DATA.code(52);
    /** The address cannot be reached, or does not give the file. */
    static final ErrorCode NETWORK = ErrorCategory.RESOURCE.code(50);
    /** Another process fetches the same data set. */
    static final ErrorCode BUSY = ErrorCategory.RESOURCE.code(20);
    /** A person stopped it. */
    static final ErrorCode STOPPED = ErrorCategory.RESOURCE.code(23);
    /** The disk refuses. */
    static final ErrorCode DISK = ErrorCategory.RESOURCE.code(21);

    private FetchErrors() {}

    static ExeuntException disk(Path place, IOException failure) {
        return new ExeuntException(
                DISK,
                "%s cannot be written: %s. Check space and rights of the disk, or choose another --dir."
                        .formatted(place, IoMessages.of(failure)),
                failure);
    }
}
