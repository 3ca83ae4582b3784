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
 * A validated file of records, each with label bytes and the pixels of an image.
 *
 * @param content bytes of the file: at least one record, no partial record, all labels in range
 * @param description name, number of records and checksum
 */
record RecordFile(byte[] content, Dataset.File description) {
    static RecordFile read(DataFolder folder, String name, CifarFormat format) {
        DataFile file = folder.read(name);
        requireWholeRecords(file.path(), file.content().length, format.recordLength());
        requireLabels(file.path(), file.content(), format);
        return new RecordFile(file.content(), file.describe(file.content().length / format.recordLength()));
    }

    private static void requireWholeRecords(Path path, int length, int recordLength) {
        int remainder = length % recordLength;
        if (remainder != 0) {
            throw new ExeuntException(
                    DataErrors.TRUNCATED,
                    String.format(
                            Locale.ROOT,
                            "%s ends within a record: record %d starts at offset %d and has %d bytes; expected %d "
                                    + "(file: %d bytes). The file is truncated or has another format; download it "
                                    + "again.",
                            path,
                            length / recordLength,
                            length - remainder,
                            remainder,
                            recordLength,
                            length));
        }
    }

    private static void requireLabels(Path path, byte[] content, CifarFormat format) {
        List<Integer> labels = format.labels();
        for (int record = 0; record < content.length / format.recordLength(); record++) {
            for (int i = 0; i < labels.size(); i++) {
                int offset = record * format.recordLength() + i;
                int label = content[offset] & 0xFF;
                if (label >= labels.get(i)) {
                    throw new ExeuntException(
                            DataErrors.WRONG_LABEL,
                            String.format(
                                    Locale.ROOT,
                                    "%s has label %d at offset %d (record %d, 0-based); expected 0 to %d. "
                                            + "The file is damaged or has another format; download it again.",
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
