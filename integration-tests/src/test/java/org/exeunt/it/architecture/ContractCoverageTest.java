package org.exeunt.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.option.RecordBinder;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.testkit.contract.EngineContract;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;

/**
 * Every plugin of this repository has a contract test of its kind in some module. A contract test covers the plugins
 * among its variants, or its engine and the parts of its network.
 */
class ContractCoverageTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final PluginRegistry registry = PluginRegistry.load(getClass().getClassLoader());

    @Test
    void everyPluginHasAContractTestOfItsKind() throws Exception {
        Set<String> checked = new TreeSet<>();
        for (Path classes : testClasses()) {
            try (ModuleClasses module = ModuleClasses.of(classes)) {
                for (Class<?> test : module.contractTests()) {
                    collect(test, checked);
                }
            }
        }
        Set<String> installed = new TreeSet<>();
        for (InstalledPlugin plugin : registry.plugins()) {
            installed.add(plugin.plugin().getClass().getName());
        }
        assertThat(checked).as("plugins with a contract test").containsAll(installed);
    }

    @Test
    void everyPluginKindHasAContractPage() throws IOException {
        Set<String> pages = new TreeSet<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/contracts"))) {
            files.forEach(file -> pages.add(file.getFileName().toString()));
        }
        assertThat(pages)
                .containsAll(registry.kinds().stream()
                        .map(PluginKind::id)
                        .map(id -> id + ".md")
                        .toList());
    }

    private static List<Path> testClasses() throws IOException {
        try (Stream<Path> folders = Files.find(
                ROOT, 4, (path, is) -> is.isDirectory() && path.endsWith(Path.of("target", "test-classes")))) {
            // NewPluginTest runs the contract tests of the examples
            return folders.filter(path -> !path.startsWith(ROOT.resolve("examples/hello-plugins")))
                    .sorted()
                    .toList();
        }
    }

    private void collect(Class<?> test, Set<String> checked) throws ReflectiveOperationException {
        if (ModuleClasses.hasAncestor(test, EngineContract.class.getName())) {
            Object instance = instance(test);
            collectChoices(call(instance, "network"), checked);
            String engine = call(instance, "engine").getClass().getName();
            for (InstalledPlugin plugin : registry.plugins(Engine.class)) {
                if (engineClass(plugin).getName().equals(engine)) {
                    checked.add(plugin.plugin().getClass().getName());
                }
            }
        } else if (hasMethod(test, "variants")) {
            // plugins among the options of a variant have their own contract tests
            for (Object variant : (Collection<?>) call(instance(test), "variants")) {
                checked.add(((PluginChoice<?>) variant).plugin().getClass().getName());
            }
        }
    }

    private Class<?> engineClass(InstalledPlugin plugin) {
        return new RecordBinder(registry)
                .choose(Engine.class, plugin.id(), "the contract test")
                .create(new RecordingContext())
                .getClass();
    }

    private static Object instance(Class<?> test) throws ReflectiveOperationException {
        Class<?> outer = test.getEnclosingClass();
        Constructor<?> constructor = outer == null ? test.getDeclaredConstructor() : test.getDeclaredConstructor(outer);
        constructor.setAccessible(true);
        return outer == null ? constructor.newInstance() : constructor.newInstance(instance(outer));
    }

    private static boolean hasMethod(Class<?> test, String name) {
        return Stream.<Class<?>>iterate(test, each -> each != null, Class::getSuperclass)
                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                .anyMatch(method -> method.getName().equals(name) && method.getParameterCount() == 0);
    }

    private static Object call(Object test, String method) throws ReflectiveOperationException {
        for (Class<?> each = test.getClass(); each != null; each = each.getSuperclass()) {
            for (Method candidate : each.getDeclaredMethods()) {
                if (candidate.getName().equals(method) && candidate.getParameterCount() == 0 && !candidate.isBridge()) {
                    candidate.setAccessible(true);
                    return candidate.invoke(test);
                }
            }
        }
        throw new NoSuchMethodException(test.getClass().getName() + "." + method);
    }

    private static void collectChoices(Object value, Set<String> checked) throws ReflectiveOperationException {
        if (value instanceof PluginChoice<?> choice) {
            checked.add(choice.plugin().getClass().getName());
            collectChoices(choice.options(), checked);
        } else if (value instanceof Record holder) {
            for (RecordComponent component : holder.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                collectChoices(component.getAccessor().invoke(holder), checked);
            }
        }
    }
}
