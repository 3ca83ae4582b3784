package org.exeunt.datasets.cifar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.image.Sha256;

/**
 * One checked file of records, each a label byte and the pixels of an image.
 *
 * @param content the bytes of the file; at least one record, all whole, all labels in range
 * @param description name, records and checksum
 */
record RecordFile(byte[] content, Dataset.File description) {
    static final ErrorCode UNREADABLE = ErrorCategory.DATA.code(12);
    static final ErrorCode EMPTY = ErrorCategory.DATA.code(13);
    static final ErrorCode TRUNCATED = ErrorCategory.DATA.code(14);
    static final ErrorCode WRONG_LABEL = ErrorCategory.DATA.code(15);

    static RecordFile read(Path path, int pixels, int classes) {
        byte[] content;
        try {
            content = Files.readAllBytes(path);
        } catch (IOException failure) {
            throw new ExeuntException(
                    UNREADABLE,
                    "%s cannot be read: %s. Check that it is a file and that you may read it."
                            .formatted(path, failure.getMessage()),
                    failure);
        }
        int recordLength = 1 + pixels;
        requireWholeRecords(path, content.length, recordLength);
        requireLabels(path, content, recordLength, classes);
        return new RecordFile(
                content,
                new Dataset.File(path.getFileName().toString(), content.length / recordLength, Sha256.of(content)));
    }

    private static void requireWholeRecords(Path path, int length, int recordLength) {
        if (length == 0) {
            throw new ExeuntException(
                    EMPTY,
                    "%s is empty (0 bytes, ends at offset 0); expected records of %d bytes. Fetch the file again."
                            .formatted(path, recordLength));
        }
        int rest = length % recordLength;
        if (rest != 0) {
            throw new ExeuntException(
                    TRUNCATED,
                    String.format(
                            Locale.ROOT,
                            "%s ends within a record: record %d begins at offset %d and has %d bytes; expected %d (file: %d bytes). "
                                    + "The file is truncated or of another format; fetch it again.",
                            path,
                            length / recordLength,
                            length - rest,
                            rest,
                            recordLength,
                            length));
        }
    }

    private static void requireLabels(Path path, byte[] content, int recordLength, int classes) {
        for (int offset = 0; offset < content.length; offset += recordLength) {
            int label = content[offset] & 0xFF;
            if (label >= classes) {
                throw new ExeuntException(
                        WRONG_LABEL,
                        String.format(
                                Locale.ROOT,
                                "%s has label %d at offset %d (record %d, counted from 0); expected 0 to %d. "
                                        + "The file is damaged or of another format; fetch it again.",
                                path,
                                label,
                                offset,
                                offset / recordLength,
                                classes - 1));
            }
        }
    }
}
