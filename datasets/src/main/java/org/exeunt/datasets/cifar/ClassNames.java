package org.exeunt.datasets.cifar;

import java.util.List;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;

/** Reads class names from their file; without the file, the built-in names are used. */
final class ClassNames {
    private ClassNames() {}

    static List<String> in(DataFolder folder, CifarFormat format) {
        List<String> official = format.officialNames();
        if (!folder.has(format.namesFile())) {
            return official;
        }
        DataFile file = folder.read(format.namesFile());
        List<String> names = file.lines().stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        long distinct = names.stream().distinct().count();
        if (names.size() != official.size() || distinct != names.size()) {
            throw new ExeuntException(
                    DataErrors.CLASS_NAMES,
                    ("%s has %d names, %d of them distinct; expected %d distinct class names, one per line. Correct "
                                    + "the file, or delete it to use the built-in names.")
                            .formatted(file.path(), names.size(), distinct, official.size()));
        }
        return names;
    }
}
