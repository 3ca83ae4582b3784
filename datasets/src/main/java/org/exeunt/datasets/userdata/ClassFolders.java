package org.exeunt.datasets.userdata;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataFolder;

/**
 * Lists files in a folder per class, in the order of names; training examples first. Hidden files, whose names start
 * with a dot, and those that Windows and macOS add are ignored.
 */
public final class ClassFolders {
    /** Folders above the files. */
    public enum Layout {
        /** {@code split-class} or {@code class}, if the folders leave no doubt. */
        AUTO,
        /** {@code CLASS/FILE}. */
        CLASS,
        /** {@code train/CLASS/FILE} and {@code test/CLASS/FILE}. */
        SPLIT_CLASS,
        /** {@code OWNER/CLASS/FILE}. */
        OWNER_CLASS
    }

    /**
     * A folder with the files of one class.
     *
     * @param name path relative to the folder of the data set, with slashes
     * @param test whether the files are test examples
     * @param files files in the order of their names; at least one
     */
    public record Group(String name, boolean test, List<OwnExample<Path>> files) {}

    private static final Set<String> ADDED_BY_SYSTEMS = Set.of("thumbs.db", "desktop.ini", "__macosx");
    private static final String PARTS =
            "(?i)([a-z]+[_-])?(train|test|val)(ing|id|idation)?([_-]?(set|data|images|\\d+))?/.*";
    private static final String TRAIN = "train";
    private static final String TEST = "test";

    private final Path root;
    private final Problems problems;
    private final List<Group> groups = new ArrayList<>();

    private ClassFolders(Path root) {
        this.root = root;
        this.problems = new Problems(root);
    }

    /**
     * Returns the folders with files, those of training examples first.
     *
     * @throws ExeuntException if the folder does not exist, is not a folder, or has another layout
     */
    public static List<Group> list(Path root, Layout layout) {
        DataFolder.require(root, root.toString(), "one folder per class. Correct the path in the section dataset");
        return new ClassFolders(root).groups(layout);
    }

    /** Returns the files with one of the endings, in at most {@code depth} folders. */
    public static Stream<Path> files(Path path, String endings, int depth) {
        if (depth == 0 || !Files.isDirectory(path)) {
            return Stream.of(path)
                    .filter(file -> Files.isRegularFile(file) && file.toString().matches("(?i).*\\.(" + endings + ")"));
        }
        return entries(path).stream().flatMap(entry -> files(entry, endings, depth - 1));
    }

    /** Returns {@code owner-class} if several folders have folders of the same names, which are classes. */
    public static String guess(Path root) {
        try {
            List<Group> groups = list(root, Layout.OWNER_CLASS);
            long classes = groups.stream()
                    .map(group -> group.files().get(0).label())
                    .distinct()
                    .count();
            boolean parts = groups.stream().anyMatch(group -> group.name().matches(PARTS));
            return classes < groups.size() && !parts ? "owner-class" : "auto";
        } catch (ExeuntException anotherLayout) {
            return "auto";
        }
    }

    private List<Group> groups(Layout wanted) {
        List<Path> folders = folders(root);
        problems.throwIfAny("Expected one folder per class, each with files. See docs/own-data.md.");
        Layout layout = wanted == Layout.AUTO ? detect(folders) : wanted;
        for (Path folder : folders) {
            String name = folder.getFileName().toString();
            switch (layout) {
                case SPLIT_CLASS -> {
                    if (name.equals(TRAIN) || name.equals(TEST)) {
                        classes(folder, Optional.empty(), name.equals(TEST));
                    } else {
                        problems.add(name + ": expected only train and test here");
                    }
                }
                case OWNER_CLASS -> classes(folder, Optional.of(name), false);
                default -> files(folder, Optional.empty(), false);
            }
        }
        problems.throwIfAny("Expected %s. Move or remove what is named, or correct dataset.layout."
                .formatted(
                        switch (layout) {
                            case SPLIT_CLASS -> "train/CLASS/FILE and test/CLASS/FILE";
                            case OWNER_CLASS -> "OWNER/CLASS/FILE";
                            default -> "CLASS/FILE";
                        }));
        groups.sort(Comparator.comparing(Group::test));
        return groups;
    }

    /** A folder of folders other than train and test may have owners or parts of classes, so that only users know. */
    private Layout detect(List<Path> folders) {
        List<Path> nested = folders.stream()
                .filter(folder -> entries(folder).stream().anyMatch(Files::isDirectory))
                .toList();
        if (nested.isEmpty()) {
            return Layout.CLASS;
        }
        List<String> names =
                folders.stream().map(folder -> folder.getFileName().toString()).toList();
        if (names.contains(TRAIN) && (names.contains(TEST) || names.size() == 1)) {
            return Layout.SPLIT_CLASS;
        }
        problems.add("%s: a folder of folders".formatted(relative(nested.get(0))));
        problems.throwIfAny(
                "The layout is not clear. Set dataset.layout to \"owner-class\" if the folders are owners, such as "
                        + "people, with one folder per class each; to \"split-class\" for train and test; otherwise "
                        + "move the files up, so that each class is one folder of files.");
        return Layout.CLASS;
    }

    private void classes(Path parent, Optional<String> owner, boolean test) {
        folders(parent).forEach(folder -> files(folder, owner, test));
    }

    private void files(Path folder, Optional<String> owner, boolean test) {
        List<OwnExample<Path>> files = new ArrayList<>();
        String label = folder.getFileName().toString();
        for (Path file : entries(folder)) {
            if (Files.isDirectory(file)) {
                problems.add(relative(file) + ": a folder in the folder of a class");
            } else {
                files.add(new OwnExample<>(file, label, owner, test, relative(file)));
            }
        }
        if (label.isBlank()) {
            problems.add("'%s': the name of a folder is blank".formatted(relative(folder)));
        } else if (files.isEmpty()) {
            problems.add(relative(folder) + ": an empty folder");
        } else {
            groups.add(new Group(relative(folder), test, files));
        }
    }

    /** Returns the folders in a folder; files are problems. */
    private List<Path> folders(Path parent) {
        List<Path> entries = entries(parent);
        List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
        if (folders.isEmpty()) {
            problems.add("%s %s"
                    .formatted(
                            parent.equals(root) ? "it" : relative(parent),
                            entries.isEmpty()
                                    ? "is empty"
                                    : "has files and no folder, such as "
                                            + entries.get(0).getFileName()));
        } else {
            entries.stream()
                    .filter(entry -> !Files.isDirectory(entry))
                    .forEach(entry -> problems.add(relative(entry), "a file in place of a folder"));
        }
        return folders;
    }

    private static List<Path> entries(Path folder) {
        return DataFolder.entries(folder).stream()
                .filter(entry -> !isIgnored(entry.getFileName().toString()))
                .toList();
    }

    private static boolean isIgnored(String name) {
        return name.startsWith(".") || ADDED_BY_SYSTEMS.contains(name.toLowerCase(Locale.ROOT));
    }

    private String relative(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }
}
