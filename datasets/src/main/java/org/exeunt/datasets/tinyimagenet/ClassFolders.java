package org.exeunt.datasets.tinyimagenet;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFolder;

/** Lists the training images: {@code train/ID/images/*.JPEG} for each class. */
final class ClassFolders {
    private ClassFolders() {}

    /** Returns the files of each class, sorted by name. */
    static List<List<LabelledFile>> list(DataFolder folder, Synsets synsets) {
        Path train = folder.path().resolve("train");
        for (Path entry : Listing.of(train)) {
            if (synsets.label(entry.getFileName().toString()) < 0) {
                throw new ExeuntException(
                        DataErrors.CONTRADICTION,
                        ("%s is not one of the %d classes listed in %s; expected one folder per class. Remove it, "
                                        + "or add its id to the list.")
                                .formatted(
                                        entry,
                                        synsets.ids().size(),
                                        synsets.file().path()));
            }
        }
        return IntStream.range(0, synsets.ids().size())
                .mapToObj(label -> images(train.resolve(synsets.ids().get(label)), label))
                .toList();
    }

    private static List<LabelledFile> images(Path classFolder, int label) {
        return Listing.of(classFolder.resolve("images")).stream()
                .map(path -> new LabelledFile(path, label))
                .toList();
    }
}
