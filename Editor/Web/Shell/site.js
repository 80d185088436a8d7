// The little that the pages do in the browser themselves: theme, keys, strokes, copying, telling how wide a place is, and what to say when the
// server is gone. Everything else is C# on the server.
(() => {
    const root = document.documentElement;
    const stored = localStorage.getItem('bfn-theme');
    if (stored) root.dataset.theme = stored;

    const toggleTheme = () => {
        const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
        root.dataset.theme = dark ? 'light' : 'dark';
        localStorage.setItem('bfn-theme', root.dataset.theme);
    };

    document.addEventListener('click', event => {
        const button = event.target.closest('[data-action]');
        if (!button) return;
        if (button.dataset.action === 'theme') toggleTheme();
        if (button.dataset.action === 'copy') copy(button);
    });

    // Browsers keep the clipboard from pages over plain http of another machine, and may refuse it to any.
    const copy = async button => {
        const text = button.dataset.text;
        try {
            await navigator.clipboard.writeText(text);
        } catch {
            if (!copySelected(text)) return showToCopy(text);
        }
        button.dataset.done = '';
        setTimeout(() => delete button.dataset.done, 1500);
    };

    const fieldWith = text => {
        const field = document.createElement('textarea');
        field.readOnly = true;
        field.value = text;
        field.setAttribute('aria-label', 'Text to copy');
        return field;
    };

    const copySelected = text => {
        const focused = document.activeElement, field = fieldWith(text);
        document.body.append(field);
        field.select();
        const copied = document.execCommand('copy');
        field.remove();
        focused?.focus();
        return copied;
    };

    const showToCopy = text => {
        const dialog = document.createElement('dialog'), words = document.createElement('p'), close = document.createElement('button');
        const field = fieldWith(text);
        dialog.className = 'to-copy';
        words.textContent = "The browser doesn't let this page copy. Press Ctrl+C (on a Mac Cmd+C), then Escape.";
        close.type = 'button';
        close.textContent = 'Close';
        close.addEventListener('click', () => dialog.close());
        dialog.addEventListener('close', () => dialog.remove());
        dialog.append(words, field, close);
        document.body.append(dialog);
        dialog.showModal();
        field.select();
    };

    // What is gone has no width. Nor need anybody be told while there is no server, or once nobody listens.
    window.watchWidth = (place, listener) => place && new ResizeObserver(([entry], observer) => {
        if (place.isConnected) listener.invokeMethodAsync('Told', Math.floor(entry.contentRect.width)).catch(() => {});
        else observer.disconnect();
    }).observe(place);

    const press = selector => {
        const button = document.querySelector(selector);
        button?.click();
        return button !== null;
    };

    // As everywhere: the letter alone is a shortcut of the editor, and with Ctrl (on a Mac Cmd) what all programs have.
    const undoKey = event => {
        const key = event.key.toLowerCase();
        if (event.altKey || !(event.ctrlKey || event.metaKey)) return null;
        return key === 'z' ? (event.shiftKey ? 'y' : 'z') : key === 'y' && !event.shiftKey ? 'y' : null;
    };

    // A stroke may leave the board and come back: the board hears of the pointer until its button is released.
    for (const name of ['pointerdown', 'pointermove']) document.addEventListener(name, event => {
        const board = event.buttons & 1 ? event.target.closest?.('.board') : null;
        if (board && !board.hasPointerCapture(event.pointerId)) board.setPointerCapture(event.pointerId);
    });

    document.addEventListener('keydown', event => {
        // What lies behind a dialog must not move.
        if (document.querySelector('dialog[open]')) return;
        if (event.key === 'Escape') press('.problem.over button');
        if (event.target.closest('input:not([type=checkbox], [type=range], [type=color]), select, textarea')) return;
        const undo = undoKey(event);
        if (undo && press(`[data-press="${undo}"]`)) event.preventDefault();
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        // Of what is moved about in with the arrows, the page must not move as well.
        if (event.target.role === 'application' && (event.key === ' ' || event.key.startsWith('Arrow'))) event.preventDefault();
        if (event.target.role === 'tab' && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
            const tabs = [...event.target.parentElement.querySelectorAll('[role=tab]')];
            const tab = tabs.at((tabs.indexOf(event.target) + (event.key === 'ArrowRight' ? 1 : -1)) % tabs.length);
            tab.focus();
            tab.click();
            event.preventDefault();
            return;
        }
        if (press(`nav a[data-key="${CSS.escape(event.key)}"]`) || press(`[data-press="${CSS.escape(event.key.toLowerCase())}"]`)) return;
        else if (event.key === 'd') toggleTheme();
        else if (event.key === '/') {
            const search = document.getElementById('search');
            if (!search) return;
            event.preventDefault();
            search.focus();
        }
    });
})();
