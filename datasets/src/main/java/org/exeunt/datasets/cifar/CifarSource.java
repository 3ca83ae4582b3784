package org.exeunt.datasets.cifar;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.image.ImageInput;
import org.exeunt.datasets.image.ImageRecords;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.Scaling;

/**
 * Reads CIFAR-10 or CIFAR-100 from a folder: the training files that exist, in order, and the test file.
 *
 * <p>Deviation from the official sets: a file may have any number of whole records, so that a part of a set can be
 * used; a warning gives their number if it is not 60,000.
 */
public final class CifarSource implements DatasetSource {
    /** Plugin of CIFAR-10 (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009). */
    public static final class Cifar10Plugin extends Plugin<DatasetSource, ImageSetOptions> {
        /** Creates the plugin; called by the service loader. */
        public Cifar10Plugin() {
            super(
                    "cifar10",
                    "CIFAR-10: 60,000 photographs of 3 x 32 x 32 pixels in 10 classes, from its binary files",
                    (options, context) -> new CifarSource(
                            CifarFormat.CIFAR_10, context.resolve(options.dir()), options.scaling(), context::warn));
        }
    }

    /**
     * Plugin of CIFAR-100 with its fine labels (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images",
     * 2009).
     */
    public static final class Cifar100Plugin extends Plugin<DatasetSource, ImageSetOptions> {
        /** Creates the plugin; called by the service loader. */
        public Cifar100Plugin() {
            super(
                    "cifar100",
                    "CIFAR-100: 60,000 photographs of 3 x 32 x 32 pixels in 100 classes, from its binary files",
                    (options, context) -> new CifarSource(
                            CifarFormat.CIFAR_100, context.resolve(options.dir()), options.scaling(), context::warn));
        }
    }

    private final CifarFormat format;
    private final Path path;
    private final Scaling scaling;
    private final Consumer<String> warnings;

    CifarSource(CifarFormat format, Path path, Scaling scaling, Consumer<String> warnings) {
        this.format = format;
        this.path = path;
        this.scaling = scaling;
        this.warnings = warnings;
    }

    @Override
    public Dataset load(RandomStreams streams) {
        List<String> trainFiles = format.trainFiles();
        DataFolder folder = DataFolder.open(
                format.title(), path, "%s and %s".formatted(String.join(", ", trainFiles), format.testFile()));
        List<String> present = trainFiles.stream().filter(folder::has).toList();
        if (present.isEmpty()) {
            throw folder.missing(trainFiles.get(0), "no training file exists");
        }
        List<RecordFile> train = present.stream()
                .map(name -> RecordFile.read(folder, name, format))
                .toList();
        RecordFile test = RecordFile.read(folder, format.testFile(), format);
        List<Dataset.File> files = Stream.concat(train.stream(), Stream.of(test))
                .map(RecordFile::description)
                .toList();
        folder.requireDistinct(files);
        folder.warnIfPartial(files, CifarFormat.OFFICIAL_RECORDS, warnings);
        return Dataset.of(
                format.title(),
                InputShape.image(CifarFormat.CHANNELS, CifarFormat.SIDE, CifarFormat.SIDE),
                ClassNames.in(folder, format),
                examples(train),
                examples(List.of(test)),
                files);
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new ImageInput(CifarFormat.CHANNELS, CifarFormat.SIDE, format.pixels(scaling)));
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(format.pixels(scaling).ofBytes());
    }

    private Examples examples(List<RecordFile> files) {
        byte[] records =
                new byte[files.stream().mapToInt(file -> file.content().length).sum()];
        int end = 0;
        for (RecordFile file : files) {
            System.arraycopy(file.content(), 0, records, end, file.content().length);
            end += file.content().length;
        }
        return new ImageRecords(
                records,
                format.labels().size(),
                CifarFormat.CHANNELS,
                CifarFormat.SIDE * CifarFormat.SIDE,
                format.pixels(scaling));
    }
}
