package org.exeunt.it.architecture;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.api.Nested;

/**
 * Class loader for one module and its tests, which share packages. All other classes come from the class path of this
 * test.
 */
final class ModuleClasses extends URLClassLoader {
    private final Path tests;

    private ModuleClasses(Path tests, URL... locations) {
        super(locations, ModuleClasses.class.getClassLoader());
        this.tests = tests;
    }

    /**
     * Returns the classes of a module.
     *
     * @param tests folder {@code target/test-classes} of the module
     */
    static ModuleClasses of(Path tests) throws IOException {
        return new ModuleClasses(
                tests,
                tests.toUri().toURL(),
                tests.resolveSibling("classes").toUri().toURL());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null && findResource(name.replace('.', '/') + ".class") != null) {
                loaded = findClass(name);
            }
            return loaded == null ? super.loadClass(name, resolve) : loaded;
        }
    }

    /** Returns the tests that extend a contract class of the testkit, including nested tests. */
    List<Class<?>> contractTests() throws IOException, ClassNotFoundException {
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(tests)) {
            for (Path file : files.sorted().toList()) {
                String name = tests.relativize(file).toString();
                if (name.endsWith("Test.class") && !name.contains("$")) {
                    Class<?> test = loadClass(name.replace(".class", "")
                            .replace(file.getFileSystem().getSeparator(), "."));
                    Stream.concat(Stream.of(test), Arrays.stream(test.getDeclaredClasses()))
                            .filter(ModuleClasses::isContractTest)
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private static boolean isContractTest(Class<?> test) {
        return !Modifier.isAbstract(test.getModifiers())
                && (test.getEnclosingClass() == null || test.isAnnotationPresent(Nested.class))
                && ancestors(test).anyMatch(each -> each.startsWith(PluginContract.class.getPackageName()));
    }

    /** Returns whether a class extends the class of the given name, directly or indirectly. */
    static boolean hasAncestor(Class<?> test, String contract) {
        return ancestors(test).anyMatch(contract::equals);
    }

    private static Stream<String> ancestors(Class<?> test) {
        return Stream.<Class<?>>iterate(test, each -> each != null, Class::getSuperclass)
                .skip(1)
                .map(Class::getName);
    }
}
