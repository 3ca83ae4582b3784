/**
 * The contract checks: one abstract JUnit class per kind of plugin. To check a plugin, extend the class of its kind and
 * return the plugin from its abstract methods. Each check is named after the rule that it checks; the failure message
 * contains a hint on what to look for. {@code docs/contracts} lists all rules.
 */
package org.exeunt.testkit.contract;
