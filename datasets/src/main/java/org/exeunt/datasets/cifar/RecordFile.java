package org.exeunt.datasets.cifar;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;

/**
 * One checked file of records, each its label bytes and the pixels of an image.
 *
 * @param content the bytes of the file; at least one record, all whole, all labels in range
 * @param description name, records and checksum
 */
record RecordFile(byte[] content, Dataset.File description) {
    static RecordFile read(DataFolder folder, String name, CifarForm form) {
        DataFile file = folder.read(name);
        requireWholeRecords(file.path(), file.content().length, form.recordLength());
        requireLabels(file.path(), file.content(), form);
        return new RecordFile(file.content(), file.holding(file.content().length / form.recordLength()));
    }

    private static void requireWholeRecords(Path path, int length, int recordLength) {
        int rest = length % recordLength;
        if (rest != 0) {
            throw new ExeuntException(
                    DataErrors.TRUNCATED,
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

    private static void requireLabels(Path path, byte[] content, CifarForm form) {
        List<Integer> labels = form.labels();
        for (int record = 0; record < content.length / form.recordLength(); record++) {
            for (int i = 0; i < labels.size(); i++) {
                int offset = record * form.recordLength() + i;
                int label = content[offset] & 0xFF;
                if (label >= labels.get(i)) {
                    throw new ExeuntException(
                            DataErrors.WRONG_LABEL,
                            String.format(
                                    Locale.ROOT,
                                    "%s has label %d at offset %d (record %d, counted from 0); expected 0 to %d. "
                                            + "The file is damaged or of another format; fetch it again.",
                                    path,
                                    label,
                                    offset,
                                    record,
                                    labels.get(i) - 1));
                }
            }
        }
    }
}
