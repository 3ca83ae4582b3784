package org.exeunt.config.plugins;

/** Describes exceptions that plugins throw. */
public final class FailureMessages {
    private FailureMessages() {}

    /**
     * Returns a description of an exception, for example {@code missing class com.acme.Bar}: a clause without capital
     * and full stop. Exceptions without a special description are given by class and message.
     */
    public static String of(Throwable failure) {
        if (failure instanceof UnsupportedClassVersionError) {
            return "it needs a newer Java than " + Runtime.version().feature();
        }
        if (failure instanceof ExceptionInInitializerError && failure.getCause() != null) {
            return "its static initialiser throws: " + of(failure.getCause());
        }
        if (failure instanceof ClassNotFoundException
                || failure instanceof NoClassDefFoundError
                || failure instanceof TypeNotPresentException) {
            return "missing class " + missingClass(failure);
        }
        if (failure instanceof IncompatibleClassChangeError) {
            return "compiled against another version of a library: " + failure.getMessage();
        }
        if (failure instanceof StackOverflowError) {
            return "it overflows the stack";
        }
        if (failure instanceof OutOfMemoryError) {
            return "it requests more memory than is available: " + failure.getMessage();
        }
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static String missingClass(Throwable failure) {
        if (failure instanceof TypeNotPresentException absent) {
            return absent.typeName();
        }
        return String.valueOf(failure.getMessage()).replace('/', '.');
    }
}
