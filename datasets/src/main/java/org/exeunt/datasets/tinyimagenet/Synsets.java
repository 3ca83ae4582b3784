package org.exeunt.datasets.tinyimagenet;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;

/**
 * The classes by their WordNet ids, from {@code wnids.txt}; the label of a class is the rank of its id in ascending
 * order.
 *
 * @param file the file that lists them
 * @param ids ids in ascending order
 */
record Synsets(DataFile file, List<String> ids) {
    private static final Pattern ID = Pattern.compile("n\\d{8}");
    private static final int MAX_CLASSES = 256;

    static Synsets read(DataFolder folder) {
        DataFile file = folder.read("wnids.txt");
        List<String> lines = file.lines();
        TreeSet<String> ids = new TreeSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String id = lines.get(i).strip();
            if (!ID.matcher(id).matches()) {
                throw file.at(DataErrors.WRONG_LINE, i + 1, "'" + id + "'", "an id such as n01443537");
            }
            if (!ids.add(id)) {
                throw file.at(DataErrors.WRONG_LINE, i + 1, id + " a second time", "each id once");
            }
        }
        if (ids.size() > MAX_CLASSES) {
            throw new ExeuntException(
                    DataErrors.FOREIGN,
                    "%s has %d classes; expected 200, and at most %d. Set dataset.dir to the folder of Tiny ImageNet."
                            .formatted(file.path(), ids.size(), MAX_CLASSES));
        }
        return new Synsets(file, List.copyOf(ids));
    }

    /** Returns the label of an id; negative if unknown. */
    int label(String id) {
        return ids.indexOf(id);
    }

    /** Returns the files {@code train/ID/images/*.JPEG} of each class, sorted by name. */
    List<List<LabelledFile>> trainingImages(DataFolder folder) {
        Path train = folder.path().resolve("train");
        for (Path entry : JpegRecords.list(train)) {
            if (label(entry.getFileName().toString()) < 0) {
                throw new ExeuntException(
                        DataErrors.CONTRADICTION,
                        ("%s is not one of the %d classes listed in %s; expected one folder per class. Remove it, "
                                        + "or add its id to the list.")
                                .formatted(entry, ids.size(), file.path()));
            }
        }
        return IntStream.range(0, ids.size())
                .mapToObj(label -> images(train.resolve(ids.get(label)), label))
                .toList();
    }

    private static List<LabelledFile> images(Path classFolder, int label) {
        return JpegRecords.list(classFolder.resolve("images")).stream()
                .map(path -> new LabelledFile(path, label))
                .toList();
    }

    /** Returns the name of each class: its first word in {@code words.txt}, otherwise its id. */
    List<String> names(DataFolder folder) {
        if (!folder.has("words.txt")) {
            return ids;
        }
        DataFile words = folder.read("words.txt");
        List<String> lines = words.lines();
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String[] columns = lines.get(i).split("\t", -1);
            if (columns.length != 2) {
                throw words.at(
                        DataErrors.WRONG_LINE,
                        i + 1,
                        columns.length + " columns",
                        "2, separated by a tab: an id and its words");
            }
            String word = columns[1].split(",", 2)[0].strip();
            if (!word.isEmpty()) {
                names.put(columns[0], word);
            }
        }
        return ids.stream().map(id -> names.getOrDefault(id, id)).toList();
    }
}
