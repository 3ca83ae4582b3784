package org.exeunt.runtime.archive;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.implementation.InvocationHandlerAdapter;

/**
 * A file system as seen by a process that is killed before one of its changes: neither this change nor any later one is
 * made.
 */
final class KilledFiles {
    /** Simulates that the process is killed. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private interface Seen extends Path {
        Path real();
    }

    private static final ClassLoader LOADER = KilledFiles.class.getClassLoader();
    private static final Set<String> CHANGES = Set.of(
            "createDirectory",
            "createLink",
            "createSymbolicLink",
            "copy",
            "delete",
            "deleteIfExists",
            "move",
            "newOutputStream",
            "setAttribute");
    private static final Class<? extends FileSystem> FILES = subclass(FileSystem.class);
    private static final Class<? extends FileSystemProvider> PROVIDER = subclass(FileSystemProvider.class);

    private final FileSystem files;
    private final Path root;
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
        this.changes = changes;
        FileSystem real = root.getFileSystem();
        FileSystemProvider provider = create(PROVIDER, (proxy, method, arguments) -> {
            if (CHANGES.contains(method.getName())
                    || Arrays.stream(arguments)
                            .anyMatch(each ->
                                    each instanceof Set<?> options && options.contains(StandardOpenOption.WRITE))) {
                change();
            }
            return invoke(real.provider(), method, arguments);
        });
        this.files = create(FILES, (proxy, method, arguments) -> switch (method.getName()) {
            case "provider" -> provider;
            // so that nothing is flushed to disk, which takes most of the time
            case "supportedFileAttributeViews" -> Set.of("basic");
            default -> invoke(real, method, arguments);
        });
    }

    /** Returns a subclass whose instances pass each call to their field {@code handler}. */
    private static <T> Class<? extends T> subclass(Class<T> type) {
        return new ByteBuddy()
                .subclass(type)
                .defineField("handler", InvocationHandler.class, Visibility.PUBLIC)
                .method(isPublic().and(not(isDeclaredBy(Object.class))))
                .intercept(InvocationHandlerAdapter.toField("handler"))
                .make()
                .load(LOADER)
                .getLoaded();
    }

    private static <T> T create(Class<T> type, InvocationHandler handler) {
        try {
            T created = type.getDeclaredConstructor().newInstance();
            type.getField("handler").set(created, handler);
            return created;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
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
                LOADER, new Class<?>[] {Seen.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "real" -> path;
                    case "getFileSystem" -> files;
                    default -> invoke(path, method, arguments == null ? new Object[0] : arguments);
                });
    }

    private Object invoke(Object target, Method method, Object... given) throws Throwable {
        Object[] arguments = Arrays.stream(given)
                .map(each -> each instanceof Seen path ? path.real() : each)
                .toArray();
        try {
            Object result = method.invoke(target, arguments);
            return result instanceof Path path
                    ? seen(path)
                    : result instanceof DirectoryStream<?> stream ? seen(stream) : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object seen(DirectoryStream<?> stream) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (stream) {
            stream.forEach(entry -> entries.add(seen((Path) entry)));
        }
        return Proxy.newProxyInstance(
                LOADER,
                new Class<?>[] {DirectoryStream.class},
                (proxy, method, arguments) -> method.getName().equals("iterator") ? entries.iterator() : null);
    }
}
