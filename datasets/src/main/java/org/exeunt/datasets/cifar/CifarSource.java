package org.exeunt.datasets.cifar;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.image.ImageInput;
import org.exeunt.datasets.image.ImageRecords;
import org.exeunt.datasets.image.Scaling;

/**
 * Reads CIFAR-10 or CIFAR-100 from a folder: the training files that are there, in order, and the test file.
 *
 * <p>Deviation from the official sets: any whole number of records a file is taken, so that a part of a set can be used; a warning says
 * how many of the 60,000 there are.
 */
final class CifarSource implements DatasetSource {
    private final CifarForm form;
    private final Path path;
    private final Scaling scaling;
    private final Consumer<String> warnings;

    CifarSource(CifarForm form, Path path, Scaling scaling, Consumer<String> warnings) {
        this.form = form;
        this.path = path;
        this.scaling = scaling;
        this.warnings = warnings;
    }

    @Override
    public Dataset load(RandomStreams streams) {
        List<String> trainFiles = form.trainFiles();
        DataFolder folder = DataFolder.open(
                form.title(), path, "%s and %s".formatted(String.join(", ", trainFiles), form.testFile()));
        List<String> present = trainFiles.stream().filter(folder::has).toList();
        if (present.isEmpty()) {
            throw folder.missing(trainFiles.get(0), "no training file is there");
        }
        List<RecordFile> train = present.stream()
                .map(name -> RecordFile.read(folder, name, form))
                .toList();
        RecordFile test = RecordFile.read(folder, form.testFile(), form);
        List<Dataset.File> files = Stream.concat(train.stream(), Stream.of(test))
                .map(RecordFile::description)
                .toList();
        folder.warnIfPartial(
                files.stream().mapToInt(Dataset.File::records).sum(),
                CifarForm.OFFICIAL_RECORDS,
                files.stream().map(Dataset.File::name).collect(Collectors.joining(", ")),
                warnings);
        return new Dataset(
                form.title(),
                InputShape.image(CifarForm.CHANNELS, CifarForm.SIDE, CifarForm.SIDE),
                ClassNames.in(folder, form),
                examples(train),
                examples(List.of(test)),
                files);
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new ImageInput(CifarForm.CHANNELS, CifarForm.SIDE, form.pixels(scaling)));
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(form.pixels(scaling).ofBytes());
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
                form.labels().size(),
                CifarForm.CHANNELS,
                CifarForm.SIDE * CifarForm.SIDE,
                form.pixels(scaling));
    }
}
