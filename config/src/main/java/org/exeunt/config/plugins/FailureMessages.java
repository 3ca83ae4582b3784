package org.exeunt.config.plugins;

/** Says in words what a failure of a plugin means. */
public final class FailureMessages {
    private FailureMessages() {}

    /** Returns a clause without capital and full stop that names class and message, or what they mean for who wants to load something. */
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
            return "it asks for more memory than there is: " + failure.getMessage();
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
