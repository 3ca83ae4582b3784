package org.exeunt.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;

/** Real data sets, in the folder of the environment variable {@code EXEUNT_DATA}. */
public final class RealData {
    private RealData() {}

    /** Returns the folder of a data set; aborts the test as skipped if it does not exist. */
    public static Path folder(String name) {
        String data = System.getenv("EXEUNT_DATA");
        assumeTrue(data != null, "EXEUNT_DATA is not set");
        Path folder = Path.of(data, name);
        assumeTrue(Files.isDirectory(folder), folder + " does not exist");
        return folder;
    }

    /** Returns the examples of one file. */
    public static Examples ofFile(Dataset dataset, String name) {
        int start = 0;
        for (Dataset.File file : dataset.files()) {
            if (file.name().equals(name)) {
                return dataset.all()
                        .select(IntStream.range(start, start + file.records()).toArray());
            }
            start += file.records();
        }
        throw new AssertionError(name + " is not among " + dataset.files());
    }

    /** Checks that the numbers of records in all files sum to the number of examples. */
    public static void assertFilesCoverAllExamples(Dataset dataset) {
        assertThat(dataset.files().stream().mapToInt(Dataset.File::records).sum())
                .isEqualTo(dataset.all().size());
    }
}
