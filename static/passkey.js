/* Passkeys: add one, use one, sign in with one. A form says which (data-passkey); where the browser knows no
   passkeys, or has no script, the form stays hidden and the page offers another way. The server checks. */
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const told = (made, response) => ({
    id: made.id, rawId: text(made.rawId), type: made.type, response,
    clientExtensionResults: made.getClientExtensionResults(),
  });
  const options = async (form) => {
    const written = document.getElementById("passkey-options");
    if (written) return JSON.parse(written.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return answer.json();
  };

  async function create(form) {
    const key = (await options(form)).creation_options.publicKey;
    const alone = form.elements.passwordless.checked;
    const made = await navigator.credentials.create({ publicKey: {
      ...key, challenge: bytes(key.challenge), user: { ...key.user, id: bytes(key.user.id) },
      excludeCredentials: known(key.excludeCredentials),
      authenticatorSelection: {
        ...key.authenticatorSelection, requireResidentKey: alone,
        residentKey: alone ? "required" : "discouraged", userVerification: alone ? "required" : "preferred",
      },
    } });
    const { clientDataJSON, attestationObject } = made.response;
    return told(made, {
      clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject),
      transports: made.response.getTransports?.() || [],
    });
  }

  async function use(form) {
    const key = (await options(form)).request_options.publicKey;
    const made = await navigator.credentials.get({ publicKey: {
      ...key, challenge: bytes(key.challenge), allowCredentials: known(key.allowCredentials),
    } });
    const { clientDataJSON, authenticatorData, signature, userHandle } = made.response;
    return told(made, {
      clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData),
      signature: text(signature), userHandle: text(userHandle) || undefined,
    });
  }

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const failed = form.querySelector("[role=alert]");
      failed.hidden = true;
      try {
        const made = await (form.dataset.passkey === "create" ? create : use)(form);
        form.elements.credential.value = JSON.stringify(made);
        form.submit();
      } catch {
        failed.hidden = false;
        delete form.dataset.sent;
        form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
      }
    });
  });
})();
