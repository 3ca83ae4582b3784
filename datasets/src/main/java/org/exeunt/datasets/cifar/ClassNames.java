package org.exeunt.datasets.cifar;

import java.util.List;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;

/** The names of the classes, from their file where there is one. */
final class ClassNames {
    private ClassNames() {}

    static List<String> in(DataFolder folder, CifarForm form) {
        List<String> official = form.officialNames();
        if (!folder.has(form.namesFile())) {
            return official;
        }
        DataFile file = folder.read(form.namesFile());
        List<String> names = file.lines().stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        long different = names.stream().distinct().count();
        if (names.size() != official.size() || different != names.size()) {
            throw new ExeuntException(
                    DataErrors.CLASS_NAMES,
                    "%s has %d names, %d of them different; expected %d different class names, one a line. Correct the file, or delete it to use the built-in names."
                            .formatted(file.path(), names.size(), different, official.size()));
        }
        return names;
    }
}
