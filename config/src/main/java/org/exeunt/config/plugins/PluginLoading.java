package org.exeunt.config.plugins;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import org.exeunt.api.plugin.Plugin;

/** Makes one announced plugin and asks it who it is; whatever it does instead of answering becomes a {@link BrokenPlugin}. */
final class PluginLoading {
    private final ServiceEntry announcement;
    private PluginOrigin origin;
    private PluginKind kind;
    private String id;

    private PluginLoading(ServiceEntry announcement) {
        this.announcement = announcement;
        this.origin = announcement.origin();
    }

    /** What became of an announcement; one of the two is there. */
    record Outcome(Optional<InstalledPlugin> installed, Optional<BrokenPlugin> broken) {}

    /** Loads it, or only looks at its class if there is a reason against making it. */
    static Outcome load(ServiceEntry announcement, ClassLoader loader, Optional<String> refusal) {
        return new PluginLoading(announcement).load(loader, refusal);
    }

    private Outcome load(ClassLoader loader, Optional<String> refusal) {
        try {
            Class<?> type = type(loader);
            refusal.ifPresent(reason -> {
                throw new Unfit(reason);
            });
            return new Outcome(Optional.of(ask(instance(type))), Optional.empty());
        } catch (Unfit e) {
            return broken(e.getMessage(), null);
        } catch (InvocationTargetException e) {
            return broken("its constructor throws: " + FailureMessages.of(e.getCause()), e.getCause());
        } catch (Throwable e) { // whatever a jar throws that is merely there, it hides no other
            return broken(FailureMessages.of(e), e);
        }
    }

    private Outcome broken(String reason, Throwable failure) {
        MemoryShortage.rethrow(failure);
        return new Outcome(
                Optional.empty(),
                Optional.of(new BrokenPlugin(
                        announcement.name(),
                        Optional.ofNullable(kind),
                        Optional.ofNullable(id),
                        origin,
                        reason,
                        Optional.ofNullable(failure))));
    }

    /** Returns the announced class, which has run no code yet. */
    private Class<?> type(ClassLoader loader) throws ReflectiveOperationException {
        if (!announcement.name().matches("[\\p{javaJavaIdentifierPart}.]+")) {
            throw new Unfit("the service file holds a line that is no class name");
        }
        Class<?> type = Class.forName(announcement.name(), false, loader);
        origin = PluginOrigin.of(type);
        if (!Plugin.class.isAssignableFrom(type)) {
            throw new Unfit("it is not a " + Plugin.class.getName());
        }
        kind = declaredKind(type).map(PluginKind::new).orElse(null);
        if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
            throw new Unfit("its class must be public and not abstract");
        }
        return type;
    }

    private static Plugin<?, ?> instance(Class<?> type) throws ReflectiveOperationException {
        try {
            return (Plugin<?, ?>) type.getConstructor().newInstance();
        } catch (NoSuchMethodException e) {
            throw new Unfit("it has no public constructor without arguments");
        }
    }

    @SuppressWarnings("ReturnValueIgnored") // of getRecordComponents, which throws
    private InstalledPlugin ask(Plugin<?, ?> plugin) {
        kind = new PluginKind(plugin.kind());
        if (!plugin.id().matches(KebabCase.PATTERN)) {
            throw new Unfit("its id '%s' is not kebab-case, such as 'my-method-2'".formatted(plugin.id()));
        }
        id = plugin.id();
        if (!plugin.options().isRecord()) {
            throw new Unfit(
                    "its options, %s, are no record".formatted(plugin.options().getName()));
        }
        plugin.options().getRecordComponents(); // fails here and now if the class of a component is missing
        return new InstalledPlugin(plugin, kind, origin);
    }

    /** Returns T of the {@code Plugin<T, O>} that the class extends; needs no instance. */
    private static Optional<Class<?>> declaredKind(Class<?> type) {
        for (Class<?> each = type; each.getGenericSuperclass() != null; each = each.getSuperclass()) {
            if (each.getGenericSuperclass() instanceof ParameterizedType parent
                    && parent.getRawType() == Plugin.class) {
                return raw(parent.getActualTypeArguments()[0]);
            }
        }
        return Optional.empty();
    }

    private static Optional<Class<?>> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return Optional.of(plain);
        }
        return type instanceof ParameterizedType parameterised ? raw(parameterised.getRawType()) : Optional.empty();
    }

    /** The plugin breaks a rule of {@link Plugin}; the message says which. */
    private static final class Unfit extends RuntimeException {
        Unfit(String message) {
            super(message);
        }
    }
}
