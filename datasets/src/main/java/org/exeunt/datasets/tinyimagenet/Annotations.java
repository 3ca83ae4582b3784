package org.exeunt.datasets.tinyimagenet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;

/**
 * The validation images, which are in one folder; {@code val/val_annotations.txt} has the class of each.
 *
 * @param file file with a line per image: name, class id and four numbers of a box, separated by tabs
 * @param images images in line order
 */
record Annotations(DataFile file, List<LabelledFile> images) {
    private static final String NAME = "val/val_annotations.txt";
    private static final int COLUMNS = 6;

    static Annotations read(DataFolder folder, Synsets synsets) {
        DataFile file = folder.read(NAME);
        Map<String, Path> unlabelled = new LinkedHashMap<>();
        for (Path image : JpegRecords.list(folder.path().resolve("val").resolve("images"))) {
            unlabelled.put(image.getFileName().toString(), image);
        }
        List<LabelledFile> images = new ArrayList<>();
        List<String> lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            String[] columns = lines.get(i).split("\t", -1);
            if (columns.length != COLUMNS) {
                throw file.at(
                        DataErrors.WRONG_LINE,
                        i + 1,
                        columns.length + " columns",
                        "6, separated by tabs: file, class id and a box");
            }
            Path image = unlabelled.remove(columns[0]);
            if (image == null) {
                throw file.at(
                        DataErrors.CONTRADICTION,
                        i + 1,
                        "image '" + columns[0] + "' is not in val/images, or is a duplicate",
                        "every image once");
            }
            int label = synsets.label(columns[1]);
            if (label < 0) {
                throw file.at(
                        DataErrors.WRONG_LABEL,
                        i + 1,
                        "class '" + columns[1] + "'",
                        "one of the " + synsets.ids().size() + " ids of wnids.txt");
            }
            images.add(new LabelledFile(image, label));
        }
        if (!unlabelled.isEmpty()) {
            throw new ExeuntException(
                    DataErrors.CONTRADICTION,
                    ("%s has no line for %s (%d images without one); expected one line per image. Unpack the "
                                    + "official archive again.")
                            .formatted(
                                    file.path(), unlabelled.values().iterator().next(), unlabelled.size()));
        }
        return new Annotations(file, images);
    }
}
