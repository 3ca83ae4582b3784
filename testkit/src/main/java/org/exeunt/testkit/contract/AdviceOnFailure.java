package org.exeunt.testkit.contract;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.IncompleteExecutionException;

/**
 * Adds the rule and the hint to the message of a failed check, for assertion errors and for exceptions thrown by the
 * plugin.
 */
final class AdviceOnFailure implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (failure instanceof IncompleteExecutionException || failure instanceof VirtualMachineError) {
            throw failure;
        }
        Method check = context.getRequiredTestMethod();
        boolean thrown = !(failure instanceof AssertionError);
        String message = "Rule %s is broken.%n%s%nLook at: %s%s.%nThe rules of every kind of plugin: docs/contracts."
                .formatted(
                        Rule.of(check.getName()),
                        thrown ? "Thrown: " + failure : failure.getMessage(),
                        // an exception can have causes that have nothing to do with the rule
                        thrown ? "the stack trace. If it does not explain the failure: " : "",
                        hint(check));
        throw failure instanceof AssertionFailedError compared
                ? new AssertionFailedError(message, compared.getExpected(), compared.getActual(), compared)
                : new AssertionFailedError(message, failure);
    }

    private static String hint(Method check) {
        EachVariant ofVariants = check.getAnnotation(EachVariant.class);
        return ofVariants == null ? check.getAnnotation(FailureHint.class).value() : ofVariants.value();
    }
}
