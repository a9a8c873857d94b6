/**
 * Report texts and absence reasons out of HL7 v2 and FHIR messages, for the HTTP door. Optional:
 * the application finds these readers when they are on its class path.
 */
package io.lacuna.feeds.hl7;
