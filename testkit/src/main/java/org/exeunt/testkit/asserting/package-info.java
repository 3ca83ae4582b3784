/**
 * Wrappers that check the contract of a plugin at every call of a simulation or run:
 * {@link org.exeunt.testkit.asserting.AssertingStrategy} and {@link org.exeunt.testkit.asserting.AssertingEngine}. They
 * do not change results. A violated rule is reported as an {@link java.lang.AssertionError} with a message that starts
 * with the rule; so is an invalid call by the caller of the plugin.
 */
package org.exeunt.testkit.asserting;
