package org.exeunt.runtime.store;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file system as seen by a process that is killed before one of its changes: neither this change nor any later one is
 * made.
 */
final class KilledFiles extends FileSystemProvider {
    /** Simulates that the process is killed. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private interface Seen extends Path {
        Path real();
    }

    private final FileSystem files = new Files();
    private final Path root;
    private final FileSystemProvider real;
    private final int changes;
    private int made;

    /**
     * Creates the view of a process.
     *
     * @param root a folder
     * @param changes number of changes before the process is killed: creating, moving or deleting a name, or opening a
     *     file for writing
     */
    KilledFiles(Path root, int changes) {
        this.root = root;
        this.real = root.getFileSystem().provider();
        this.changes = changes;
    }

    /** Returns the folder as the process sees it. */
    Path root() {
        return seen(root);
    }

    private void change() {
        if (made == changes) {
            throw new Killed();
        }
        made++;
    }

    private Path seen(Path path) {
        return (Path) Proxy.newProxyInstance(
                KilledFiles.class.getClassLoader(), new Class<?>[] {Seen.class}, (proxy, method, given) -> {
                    switch (method.getName()) {
                        case "real":
                            return path;
                        case "getFileSystem":
                            return files;
                        default:
                            Object[] arguments = given == null ? new Object[0] : given.clone();
                            for (int i = 0; i < arguments.length; i++) {
                                arguments[i] = arguments[i] instanceof Seen ours ? ours.real() : arguments[i];
                            }
                            try {
                                Object result = method.invoke(path, arguments);
                                return result instanceof Path found ? seen(found) : result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                    }
                });
    }

    private static Path real(Path path) {
        return path instanceof Seen ours ? ours.real() : path;
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        change();
        real.createDirectory(real(folder), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        change();
        real.delete(real(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        change();
        real.copy(real(source), real(target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        change();
        real.move(real(source), real(target), options);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        if (options.contains(StandardOpenOption.WRITE)) {
            change();
        }
        return real.newFileChannel(real(path), options, attributes);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        change();
        real.setAttribute(real(path), attribute, value, options);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found = real.newDirectoryStream(real(folder), path -> true)) {
            found.forEach(path -> entries.add(seen(path)));
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return entries.iterator();
            }

            @Override
            public void close() {
                // all was read
            }
        };
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        real.checkAccess(real(path), modes);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return real.readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return real.readAttributes(real(path), attributes, options);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return real.getFileAttributeView(real(path), type, options);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return real.isSameFile(real(one), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return real.isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return real.getFileStore(real(path));
    }

    @Override
    public String getScheme() {
        return "killed";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }

    private final class Files extends FileSystem {
        @Override
        public FileSystemProvider provider() {
            return KilledFiles.this;
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            return Set.of("basic"); // so that nothing is flushed to disk, which takes most of the time
        }

        @Override
        public Path getPath(String first, String... more) {
            return seen(root.getFileSystem().getPath(first, more));
        }

        @Override
        public String getSeparator() {
            return root.getFileSystem().getSeparator();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public void close() {
            // nothing is open
        }

        @Override
        public Iterable<Path> getRootDirectories() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            throw new UnsupportedOperationException();
        }

        @Override
        public PathMatcher getPathMatcher(String pattern) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UserPrincipalLookupService getUserPrincipalLookupService() {
            throw new UnsupportedOperationException();
        }

        @Override
        public WatchService newWatchService() {
            throw new UnsupportedOperationException();
        }
    }
}
