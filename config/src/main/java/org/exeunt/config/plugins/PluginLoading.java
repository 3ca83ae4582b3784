package org.exeunt.config.plugins;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Supplier;
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

    private InstalledPlugin ask(Plugin<?, ?> plugin) {
        kind = new PluginKind(answer("kind()", plugin::kind));
        String claimed = answer("id()", plugin::id);
        if (!claimed.matches(KebabCase.PATTERN)) {
            throw new Unfit("its id '%s' is not kebab-case, such as 'my-method-2'".formatted(claimed));
        }
        id = claimed;
        String version = answer("apiVersion()", plugin::apiVersion);
        String summary = answer("summary()", plugin::summary);
        Class<? extends Record> options = answer("options()", plugin::options);
        if (!options.isRecord()) {
            throw new Unfit("its options, %s, are no record".formatted(options.getName()));
        }
        options.getRecordComponents(); // fails here and now if the class of a component is missing
        return new InstalledPlugin(plugin, kind, id, summary, options, version, origin);
    }

    private static <T> T answer(String question, Supplier<? extends T> method) {
        T answer;
        try {
            answer = method.get();
        } catch (LinkageError e) {
            throw e; // the fault of the class path, whatever the question
        } catch (Throwable e) {
            MemoryShortage.rethrow(e);
            throw new Unfit("its %s throws: %s".formatted(question, FailureMessages.of(e)), e);
        }
        if (answer == null) {
            throw new Unfit("its %s returns null".formatted(question));
        }
        return answer;
    }

    /** Returns T of the {@code Plugin<T, O>} that the class says it is; needs no instance. */
    private static Optional<Class<?>> declaredKind(Type type) {
        if (type instanceof ParameterizedType parameterised) {
            if (parameterised.getRawType() == Plugin.class) {
                return raw(parameterised.getActualTypeArguments()[0]);
            }
            return declaredKind(parameterised.getRawType());
        }
        if (type instanceof Class<?> declared) {
            for (Type above : declared.getGenericInterfaces()) {
                Optional<Class<?>> found = declaredKind(above);
                if (found.isPresent()) {
                    return found;
                }
            }
            return declared.getGenericSuperclass() == null
                    ? Optional.empty()
                    : declaredKind(declared.getGenericSuperclass());
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

        Unfit(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
