package org.exeunt.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A special file that is put in place of a regular file or folder. */
enum SpecialFile {
    LINK_TO_FILE {
        @Override
        void put(Path name, Path decoys, byte[] content) throws IOException {
            Files.createSymbolicLink(name, Files.write(decoys.resolve("file"), content));
        }
    },
    HARD_LINK {
        @Override
        void put(Path name, Path decoys, byte[] content) throws IOException {
            Files.createLink(name, Files.write(decoys.resolve("file"), content));
        }
    },
    LINK_TO_FOLDER {
        @Override
        void put(Path name, Path decoys, byte[] content) throws IOException {
            Path folder = Files.createDirectory(decoys.resolve("folder"));
            for (String file : List.of("kept", "summary.json", "rounds.jsonl", "round-1.checkpoint")) {
                Files.write(folder.resolve(file), content);
            }
            Files.createSymbolicLink(name, folder);
        }
    },
    DANGLING_LINK {
        @Override
        void put(Path name, Path decoys, byte[] content) throws IOException {
            Files.createSymbolicLink(name, decoys.resolve("nowhere"));
        }
    },
    PIPE {
        @Override
        void put(Path name, Path decoys, byte[] content) throws IOException {
            require("mkfifo", name.toString());
        }
    },
    /** A copy of {@code /dev/null}; a pipe where the user may not create devices. */
    DEVICE {
        @Override
        void put(Path name, Path decoys, byte[] content) throws IOException {
            if (status("mknod", name.toString(), "c", "1", "3") != 0) {
                PIPE.put(name, decoys, content);
            }
        }
    },
    LINK_TO_DEVICE {
        @Override
        void put(Path name, Path decoys, byte[] content) throws IOException {
            Files.createSymbolicLink(name, Path.of("/dev/zero"));
        }
    },
    FOLDER {
        @Override
        void put(Path name, Path decoys, byte[] content) throws IOException {
            Files.write(Files.createDirectory(name).resolve("kept"), content);
        }
    };

    /**
     * Creates the special file.
     *
     * @param name path of the special file
     * @param decoys folder for targets of links
     * @param content content of regular files that links lead to
     */
    abstract void put(Path name, Path decoys, byte[] content) throws IOException;

    private static void require(String... command) throws IOException {
        assertThat(status(command)).as(String.join(" ", command)).isZero();
    }

    private static int status(String... command) throws IOException {
        try {
            return new ProcessBuilder(command).start().waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
