package org.exeunt.datasets.cifar;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.image.ImageRecords;
import org.exeunt.datasets.image.PixelScaling;

/**
 * Reads CIFAR-10 from a folder: the training files that are there, in order, and the test file.
 *
 * <p>Deviation from the official set: any whole number of records a file is taken, so that a part of the set can be used; a warning
 * says how many of the 60,000 there are.
 */
final class Cifar10Source implements DatasetSource {
    static final ErrorCode NO_FOLDER = ErrorCategory.DATA.code(10);
    static final ErrorCode NO_FILE = ErrorCategory.DATA.code(11);

    private static final int CHANNELS = 3;
    private static final int SIDE = 32;
    private static final int CLASSES = 10;
    private static final int ALL_RECORDS = 60_000;
    private static final String TEST_FILE = "test_batch.bin";
    private static final List<String> TRAIN_FILES = IntStream.rangeClosed(1, 5)
            .mapToObj(number -> "data_batch_" + number + ".bin")
            .toList();

    private final Path folder;
    private final Cifar10Options.Scaling scaling;
    private final Consumer<String> warnings;

    Cifar10Source(Path folder, Cifar10Options.Scaling scaling, Consumer<String> warnings) {
        this.folder = folder;
        this.scaling = scaling;
        this.warnings = warnings;
    }

    @Override
    public Dataset load(RandomStreams streams) {
        if (!Files.isDirectory(folder)) {
            throw new ExeuntException(
                    NO_FOLDER,
                    "CIFAR-10 is read from %s, which is %s; expected a folder with %s to %s and %s. Unpack the binary version of the data set and set dataset.dir to its folder."
                            .formatted(
                                    folder,
                                    Files.exists(folder) ? "not a folder" : "not there",
                                    TRAIN_FILES.get(0),
                                    TRAIN_FILES.get(4),
                                    TEST_FILE));
        }
        List<String> present = TRAIN_FILES.stream()
                .filter(name -> Files.exists(folder.resolve(name)))
                .toList();
        if (present.isEmpty()) {
            throw missing(TRAIN_FILES.get(0), "none of the five training files is there");
        }
        if (!Files.exists(folder.resolve(TEST_FILE))) {
            throw missing(TEST_FILE, "the test file is not there");
        }

        List<RecordFile> train = present.stream().map(this::read).toList();
        RecordFile test = read(TEST_FILE);
        List<Dataset.File> files = new ArrayList<>();
        train.forEach(file -> files.add(file.description()));
        files.add(test.description());
        int records = files.stream().mapToInt(Dataset.File::records).sum();
        if (records != ALL_RECORDS) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "CIFAR-10 in %s has %,d of %,d records; files used: %s and %s",
                    folder,
                    records,
                    ALL_RECORDS,
                    String.join(", ", present),
                    TEST_FILE));
        }
        return new Dataset(
                "CIFAR-10",
                InputShape.image(CHANNELS, SIDE, SIDE),
                ClassNames.in(folder),
                examples(train),
                examples(List.of(test)),
                files);
    }

    private RecordFile read(String name) {
        return RecordFile.read(folder.resolve(name), CHANNELS * SIDE * SIDE, CLASSES);
    }

    private Examples examples(List<RecordFile> files) {
        byte[] records =
                new byte[files.stream().mapToInt(file -> file.content().length).sum()];
        int end = 0;
        for (RecordFile file : files) {
            System.arraycopy(file.content(), 0, records, end, file.content().length);
            end += file.content().length;
        }
        return new ImageRecords(records, CHANNELS, SIDE * SIDE, pixelScaling());
    }

    private PixelScaling pixelScaling() {
        return switch (scaling) {
            case UNIT -> PixelScaling.unit(CHANNELS);
            case NORM_STATS ->
                PixelScaling.standardised(new double[] {0.4914, 0.4822, 0.4465}, new double[] {0.2023, 0.1994, 0.2010});
        };
    }

    private ExeuntException missing(String name, String finding) {
        return new ExeuntException(
                NO_FILE,
                "CIFAR-10 file %s is missing: %s. Unpack the binary version of the data set there, or set dataset.dir to the folder that holds %s."
                        .formatted(folder.resolve(name), finding, name));
    }
}
