package org.exeunt.config.plugins;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.Optional;
import org.exeunt.api.plugin.Plugin;

/** Creates a declared plugin and reads its kind, id and options; any failure results in a {@link BrokenPlugin}. */
final class PluginLoading {
    private final ServiceEntry entry;
    private PluginOrigin origin;
    private PluginKind kind;
    private String id;

    private PluginLoading(ServiceEntry entry) {
        this.entry = entry;
        this.origin = entry.origin();
    }

    /** Result of loading an entry; exactly one component is present. */
    record Outcome(Optional<InstalledPlugin> installed, Optional<BrokenPlugin> broken) {}

    /** Loads a plugin; with a refusal, only its class is inspected and the plugin is broken for that reason. */
    static Outcome load(ServiceEntry entry, ClassLoader loader, Optional<String> refusal) {
        return new PluginLoading(entry).load(loader, refusal);
    }

    private Outcome load(ClassLoader loader, Optional<String> refusal) {
        try {
            Class<?> type = type(loader);
            refusal.ifPresent(reason -> {
                throw new InvalidPluginException(reason);
            });
            return new Outcome(Optional.of(inspect(instance(type))), Optional.empty());
        } catch (InvalidPluginException e) {
            return broken(e.getMessage(), null);
        } catch (InvocationTargetException e) {
            return broken("its constructor throws: " + FailureMessages.of(e.getCause()), e.getCause());
        } catch (Throwable e) { // any failure of one jar must not hide the other plugins
            return broken(FailureMessages.of(e), e);
        }
    }

    private Outcome broken(String reason, Throwable failure) {
        MemoryShortage.rethrow(failure);
        return new Outcome(
                Optional.empty(),
                Optional.of(new BrokenPlugin(
                        entry.name(),
                        Optional.ofNullable(kind),
                        Optional.ofNullable(id),
                        origin,
                        reason,
                        Optional.ofNullable(failure))));
    }

    /** Returns the declared class without initialising it. */
    private Class<?> type(ClassLoader loader) throws ReflectiveOperationException {
        if (!entry.name().matches("[\\p{javaJavaIdentifierPart}.]+")) {
            throw new InvalidPluginException("the service file has a line that is not a class name");
        }
        Class<?> type = declared(loader);
        origin = PluginOrigin.of(type);
        if (!Plugin.class.isAssignableFrom(type)) {
            throw new InvalidPluginException("it does not extend " + Plugin.class.getName());
        }
        kind = declaredKind(type).orElse(null);
        if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
            throw new InvalidPluginException("its class must be public and not abstract");
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            throw new InvalidPluginException("its class is within another one; declare it static");
        }
        return type;
    }

    private Class<?> declared(ClassLoader loader) throws ClassNotFoundException {
        try {
            return Class.forName(entry.name(), false, loader);
        } catch (ClassNotFoundException e) {
            String nested = entry.name().replaceFirst("[.]([^.]+)$", "\\$$1");
            if (loader.getResource(nested.replace('.', '/') + ".class") != null) {
                throw new InvalidPluginException(
                        "missing class %s; for a nested class write %s".formatted(entry.name(), nested));
            }
            throw e;
        }
    }

    private static Plugin<?, ?> instance(Class<?> type) throws ReflectiveOperationException {
        try {
            return (Plugin<?, ?>) type.getConstructor().newInstance();
        } catch (NoSuchMethodException e) {
            throw new InvalidPluginException("it has no public constructor without arguments");
        }
    }

    @SuppressWarnings("ReturnValueIgnored") // of getRecordComponents, which throws
    private InstalledPlugin inspect(Plugin<?, ?> plugin) {
        kind = new PluginKind(plugin.kind());
        if (!plugin.id().matches(KebabCase.PATTERN)) {
            throw new InvalidPluginException(
                    "its id '%s' is not kebab-case, such as 'my-method-2'".formatted(plugin.id()));
        }
        id = plugin.id();
        if (!plugin.options().isRecord()) {
            throw new InvalidPluginException("its options class %s is not a record"
                    .formatted(plugin.options().getName()));
        }
        plugin.options().getRecordComponents(); // fails here if the class of a component is missing
        return new InstalledPlugin(plugin, kind, origin);
    }

    /** Returns T of the {@code Plugin<T, O>} that the class extends, without an instance. */
    private static Optional<PluginKind> declaredKind(Class<?> type) {
        for (Class<?> each = type; each.getGenericSuperclass() != null; each = each.getSuperclass()) {
            if (each.getGenericSuperclass() instanceof ParameterizedType parent
                    && parent.getRawType() == Plugin.class) {
                return PluginKind.of(parent.getActualTypeArguments()[0]);
            }
        }
        return Optional.empty();
    }

    /** The plugin violates a rule of {@link Plugin}, which the message names. */
    private static final class InvalidPluginException extends RuntimeException {
        InvalidPluginException(String message) {
            super(message);
        }
    }
}
