package org.exeunt.it.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.testsupport.DecoyDevice;

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
            DecoyDevice.pipe(name);
        }
    },
    /** A copy of {@code /dev/null}; a pipe where the user may not create devices. */
    DEVICE {
        @Override
        void put(Path name, Path decoys, byte[] content) throws IOException {
            DecoyDevice.NULL.createOrPipe(name);
        }
    },
    LINK_TO_DEVICE {
        @Override
        void put(Path name, Path decoys, byte[] content) throws IOException {
            DecoyDevice.ZERO.createOrPipe(decoys.resolve("zero"));
            Files.createSymbolicLink(name, decoys.resolve("zero"));
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
}
