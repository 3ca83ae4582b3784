package org.exeunt.api.plugin;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.error.LackOfMemory;
import org.jspecify.annotations.Nullable;

/**
 * Forwards all calls to a plugin. What the plugin throws names it and the call, except for exceptions that the method
 * of its kind declares; a result that is null is a violation of its contract.
 */
final class PluginGuard implements InvocationHandler {
    /** Methods of arguments that return the client and the round of a call. */
    private static final Set<String> PLACES = Set.of("id", "client", "round");

    private final PluginChoice<?> choice;
    private final Object plugin;

    private PluginGuard(PluginChoice<?> choice, Object plugin) {
        this.choice = choice;
        this.plugin = plugin;
    }

    @SuppressWarnings("unchecked") // users of a plugin know it by the interface of its kind only
    static <T> T around(PluginChoice<T> choice, T plugin) {
        Class<?> kind = choice.plugin().kind();
        return (T)
                Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, new PluginGuard(choice, plugin));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        Object result;
        try {
            result = method.invoke(plugin, arguments);
        } catch (InvocationTargetException e) {
            Throwable thrown = Objects.requireNonNull(e.getCause());
            boolean declared = Arrays.stream(method.getExceptionTypes()).anyMatch(type -> type.isInstance(thrown));
            throw declared && LackOfMemory.in(thrown).isEmpty()
                    ? thrown
                    : PluginCall.named(choice, "running " + name(method, arguments), thrown);
        }
        if (result == null && method.getReturnType() != void.class) {
            throw PluginCall.contractViolation(choice, name(method, arguments) + " returned null");
        }
        return result;
    }

    /** Returns a call with the client and the round that its arguments name. */
    private static String name(Method method, Object @Nullable [] arguments) {
        Object[] given = arguments == null ? new Object[0] : arguments;
        return method.getName() + place(" of client ", ClientId.class, given) + place(" in round ", Round.class, given);
    }

    private static String place(String words, Class<?> type, Object[] arguments) {
        return Stream.of(arguments)
                .flatMap(argument -> type.isInstance(argument) ? Stream.of(argument) : property(type, argument))
                .findFirst()
                .map(found -> words + found)
                .orElse("");
    }

    private static Stream<Object> property(Class<?> type, Object owner) {
        return Arrays.stream(owner.getClass().getMethods())
                .filter(method -> PLACES.contains(method.getName())
                        && method.getReturnType() == type
                        && method.getParameterCount() == 0)
                .map(method -> {
                    try {
                        return method.invoke(owner);
                    } catch (ReflectiveOperationException e) {
                        return null;
                    }
                })
                .filter(Objects::nonNull);
    }
}
