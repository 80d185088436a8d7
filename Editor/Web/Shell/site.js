// The little that the pages do in the browser themselves: theme, keys, copying. Everything else is C# on the server.
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
        if (button.dataset.action === 'copy') {
            navigator.clipboard.writeText(button.dataset.text);
            button.dataset.done = '';
            setTimeout(() => delete button.dataset.done, 1500);
        }
    });

    document.addEventListener('keydown', event => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
        if (event.target.role === 'tab' && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
            const tabs = [...event.target.parentElement.querySelectorAll('[role=tab]')];
            const tab = tabs.at((tabs.indexOf(event.target) + (event.key === 'ArrowRight' ? 1 : -1)) % tabs.length);
            tab.focus();
            tab.click();
            event.preventDefault();
            return;
        }
        const link = document.querySelector(`nav a[data-key="${CSS.escape(event.key)}"]`);
        const press = document.querySelector(`[data-press="${CSS.escape(event.key.toLowerCase())}"]`);
        if (link) link.click();
        else if (press) press.click();
        else if (event.key === 'd') toggleTheme();
        else if (event.key === '/') {
            const search = document.getElementById('search');
            if (!search) return;
            event.preventDefault();
            search.focus();
        }
    });
})();
